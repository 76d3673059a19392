"""What the words mean: frozen values, states, legal moves. No I/O, no clock, no library."""
