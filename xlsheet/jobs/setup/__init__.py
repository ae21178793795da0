"""What a machine has and lacks: install, doctor."""
