-- A node may be told to reboot its machine, where the host has named a command for that.
ALTER TABLE nodes
  ADD COLUMN can_reboot     boolean NOT NULL DEFAULT false,
  ADD COLUMN reboot_state   text CHECK (reboot_state IN ('requested', 'running', 'done', 'failed')),
  ADD COLUMN reboot_at      timestamptz,
  ADD COLUMN reboot_by      text,
  ADD COLUMN reboot_outcome text;
