"""The chat page: pure rendering, and Gradio around it."""
