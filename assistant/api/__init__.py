"""The seams to other programs: HTTP, an OpenAI-compatible chat, MCP, and a LlamaIndex query engine."""
