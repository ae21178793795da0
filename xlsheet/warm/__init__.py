"""The warm helper as others see it: where it waits, how to talk to it, how to end it."""
