"""What leaves the commune: only what the gate has searched, to whom, with what proof."""
