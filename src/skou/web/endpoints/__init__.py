"""What the page may ask for; every answer has the form of the command line's contracts."""
