"""What an office will do as it is and changed, in tables and sentences."""
