"""Chat platforms, one folder each; none knows another. `base` holds what they share."""
