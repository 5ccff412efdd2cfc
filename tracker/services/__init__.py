"""What people, and the morning, can do. Each public function is one use case and commits last."""
