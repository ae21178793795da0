"""Mails among what came back: opened, and each judged by what it holds."""
