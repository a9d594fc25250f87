"""What a run says: findings, fixes, how safe they are, and the options that were asked for."""
