"""Two claims side by side: how alike they are, and what differs."""
