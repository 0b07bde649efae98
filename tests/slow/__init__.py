"""What needs thousands of replications."""
