"""What leaves the chat as files: the export of the whole programme."""
