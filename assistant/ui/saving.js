// Lets the browser save a file that is handed over as JSON: name, media type, content in base64.
(said) => {
  if (!said) return;
  const { name, type, content } = JSON.parse(said);
  const bytes = Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
