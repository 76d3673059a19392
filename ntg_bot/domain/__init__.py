"""What the words mean: frozen values, states and their legal moves. No I/O, no clock, no library."""
