"""Background work: started by a person or the clock, kept alive by a heartbeat, taken up again where a worker died."""
