"""The same service under the rules of another region: steps, roles and routes of one act in those of another."""
