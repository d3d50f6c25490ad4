"""What the steps of a protocol do, a kind of step a file; they meet on one timeline."""
