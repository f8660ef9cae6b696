"""PostgreSQL, Redis and the processes of the sandbox, without Docker and without root."""
