"""What xlsheet can do: one function a job, from a store and a request to a report."""
