"""What mails say of other mails: those that are taken back."""
