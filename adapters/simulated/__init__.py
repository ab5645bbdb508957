"""The simulated hall: people, queue and devices as a repeatable simulation, with device ends that speak the real protocols."""
