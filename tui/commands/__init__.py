"""The commands: each module defines one, its options and what it does. Heavy imports happen inside them."""
