/** Puts text on the system's clipboard, from a click or a key. `navigator.clipboard` needs a permission, and no page gets any. */
export function copyText(text: string): void {
  const put = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
  };
  document.addEventListener('copy', put);
  try {
    document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', put);
  }
}
