"""What people look at: wording, charts, and one self-contained page per run."""
