"""What is made on the machine before the hall can start: the avatar, the published library, the dialogue model."""
