import { Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';

/** The menu of the right mouse button, where something can be written or is selected; on a misspelled word, what it may mean. */
export function offerEditMenu(contents: WebContents): void {
  contents.on('context-menu', (_event, { isEditable, selectionText, misspelledWord, dictionarySuggestions }) => {
    const spelling: MenuItemConstructorOptions[] = misspelledWord
      ? [
          ...dictionarySuggestions.map((word) => ({ label: word, click: () => contents.replaceMisspelling(word) })),
          ...(dictionarySuggestions.length === 0 ? [{ label: 'No suggestion', enabled: false }] : []),
          { type: 'separator' },
          {
            label: 'Add to dictionary',
            click: () => void contents.session.addWordToSpellCheckerDictionary(misspelledWord),
          },
          { type: 'separator' },
        ]
      : [];
    const editing: MenuItemConstructorOptions[] = [
      { role: 'undo' },
      { role: 'redo' },
      { type: 'separator' },
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { role: 'pasteAndMatchStyle' },
      { role: 'selectAll' },
    ];
    const items = isEditable ? [...spelling, ...editing] : selectionText.trim() ? [{ role: 'copy' } as const] : [];
    if (items.length > 0) Menu.buildFromTemplate(items).popup();
  });
}
