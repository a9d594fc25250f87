"""The fix loop over the rules, and the invariants that hold of every rewrite."""
