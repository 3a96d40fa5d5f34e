-- Two messages of one millisecond stay in the order in which they were written.
ALTER TABLE thread_messages ADD COLUMN position bigint GENERATED ALWAYS AS IDENTITY;
