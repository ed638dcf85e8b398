// Entry point: to be written with the composition root.
