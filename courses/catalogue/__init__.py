"""Everything that can be given to somebody: one list over what stands in other areas."""
