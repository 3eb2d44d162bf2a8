"""What if we knew (模拟世界): record stores whose truth was planted, to judge a method by what it recovers."""
