/**
 * The command line of another machine: `bailiwick -t <node> [-p 10121] <command>`. Commands run on the node; here they are signed, sent, and what
 * they say is shown, with the files that they save or read.
 *
 * Owns, on the workstation: the key pair in the folder where it was made, and one file a node in the configuration folder with the certificate
 * that the node is known by and the commands that it offered. A node is unknown → known (at its first visit, or by --ca); one that shows another
 * authority than before is not spoken to.
 */
export { keyCommands } from './key.commands.ts'
export { namesTarget, runRemote } from './remote.ts'
