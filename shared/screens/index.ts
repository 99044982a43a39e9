/** The screens of the main window, in the order of its rail. */
export const screens = ['mail', 'server', 'clock', 'dns', 'wire', 'settings'] as const;
export type Screen = (typeof screens)[number];
