"""Jobs that go through the office's mailbox: fetching what came, sending what goes out."""
