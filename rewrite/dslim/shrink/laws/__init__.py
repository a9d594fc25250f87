"""What must hold of a smaller image beside the owner's test."""
