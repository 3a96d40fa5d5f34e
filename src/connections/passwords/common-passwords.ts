/**
 * Passwords that everybody tries first. Composed for this product: frequent words with the endings people add to them, and runs over keyboards.
 * A connection's own dictionary comes on top.
 */
const words = `
password passwort motdepasse contrasena senha wachtwoord parola haslo heslo lozinka salasana geheim hello welcome
willkommen bienvenue login signin access admin administrator root superuser guest test tester testing demo
sample default changeme changeit letmein openup opensesame sesame secret topsecret private master mastermind iloveyou
ihateyou loveyou lovely lover loveme sunshine moonlight starlight rainbow princess prince queen king kingdom
dragon monkey donkey tiger lion eagle falcon hawk wolf bear panda kitty kitten puppy
doggy cookie chocolate vanilla cheese pizza banana orange apple cherry pepper ginger summer winter
spring autumn monday tuesday wednesday thursday friday saturday sunday january february march april june
july august september october november december football baseball basketball soccer hockey tennis golf racing
runner ninja samurai warrior soldier hunter ranger batman superman spiderman ironman starwars startrek pokemon
matrix phoenix shadow ghost angel devil heaven diamond silver golden crystal flower rose lily
daisy jasmine freedom liberty justice america england london paris berlin madrid moscow dublin texas
dallas boston chicago newyork california jordan michael jennifer jessica ashley michelle nicole daniel andrew
joshua matthew robert thomas william charlie george harley ferrari porsche mercedes mustang corvette toyota
honda yamaha computer internet network server system database oracle cisco samsung google amazon facebook
twitter microsoft windows android linux ubuntu whatever whatsup nothing something anything trustno1 trustme please
thankyou blessed jesus christ church family friend friends forever together mother father brother sister
baby babygirl babyboy sweetheart honey sugar candy purple yellow orange1 green black white blue
red hacker cracker killer maverick thunder lightning storm hurricane tornado ocean river mountain island
beach guitar piano music dancer singer player gamer gaming zaq12wsx
`

const runs = `
123 1234 12345 123456 1234567 12345678 123456789 1234567890 0123456789 0987654321 987654321 87654321 7654321 654321
54321 4321 111111 1111111 11111111 000000 00000000 121212 123123 123123123 123321 1234321 112233 11223344
1122334455 222222 333333 444444 555555 666666 777777 7777777 888888 88888888 999999 999999999 101010 131313
159753 147258 147258369 159357 258456 789456 789456123 456789 654123 696969 420420 abc123 abcd1234 abc12345
abcdef abcdefg abcdefgh abcdefghi a1b2c3 a1b2c3d4 a12345 a123456 a1234567 a12345678 a123456789 aa123456 aaaaaa aaaaaaaa
1a2b3c 1a2b3c4d 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc q1w2e3 q1w2e3r4 q1w2e3r4t5 qazwsx qazwsxedc qwaszx qwer1234
qwerty qwerty1 qwerty12 qwerty123 qwerty1234 qwerty12345 qwertyu qwertyui qwertyuiop qwertz qwertz123 qwertzui azerty azerty123
azertyuiop asdf asdf1234 asdfgh asdfghj asdfghjkl asdasd asd123 zxcvbn zxcvbnm zxcasdqwe poiuytrewq lkjhgfdsa mnbvcxz
1234qwer 12qwaszx 123qwe 123qweasd 123qweasdzxc 123abc 123456a 123456aa 123456abc 1234abcd 12345a 12345q 12345qwert p@ssw0rd
p@ssword passw0rd pa55word pa55w0rd pass pass123 pass1234 pass12345 passpass p4ssword p4ssw0rd adm1n l0gin w3lcome
welc0me s3cret s3cr3t t0psecret ch4ngeme letme1n ilov3you m0nkey dr4gon sh4dow master1 monkey1 dragon1 test1
test12 test123 test1234 test12345 testtest root123 toor admin1 admin12 admin123 admin1234 admin12345 admin@123 user
user1 user123 user1234 temp temp123 temp1234 guest123 demo123 demo1234
`

/** What people append when a plain word is refused. */
const endings = ['', '1', '12', '123', '1234', '12345', '123456', '!', '1!', '123!', '@123', '#1', '.', '?', '01', '2024', '2025', '2026', '2024!', '2025!', '2026!']

const listed = (text: string) => text.trim().split(/\s+/)
const common = new Set([...listed(runs), ...listed(words).flatMap((word) => endings.map((ending) => word + ending))])
const runsWithMark = new Set(listed(runs).map((run) => `${run}!`))

/** Case does not matter: `Password1!` is `password1!` to whoever guesses. */
export function isCommon(password: string): boolean {
  const plain = password.toLowerCase()
  return common.has(plain) || runsWithMark.has(plain)
}
