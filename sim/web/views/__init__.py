"""What the page shows, as HTML: answers in time, queues, people, backlog, in words and drawings."""
