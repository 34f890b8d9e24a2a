"""A trained model is made to do a task: heads, fine-tuning, prompts, small tuning, preferences."""
