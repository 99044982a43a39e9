import * as v from 'valibot';
import { screens } from '../screens';
import { count } from './common';
import { call, event } from './define';

export const appInfo = v.object({
  version: v.string(),
  electron: v.string(),
  chromium: v.string(),
  node: v.string(),
  platform: v.string(),
  /** True when this is the end-of-life build used where the official one can't be had. */
  evaluationElectron: v.boolean(),
  profile: v.string(),
});
export type AppInfo = v.InferOutput<typeof appInfo>;

/** `wire`, and the session in it. */
const place = v.object({ screen: v.picklist(screens), detail: v.string() });

export const appCalls = {
  'app.info': call(v.object({}), appInfo),
  /** Only http, https and mailto, only after the person has seen the address. */
  'app.openExternal': call(v.object({ url: v.pipe(v.string(), v.maxLength(4096)) }), v.void()),
  /** A link in a message was clicked: the window asks, then calls `app.openExternal`. */
  'app.linkClicked': event(v.object({ url: v.string() })),
  /** The window or the program was about to close, and messages are marked that nothing was applied to. */
  'app.leaving': event(v.object({ marked: count })),
  /** Closes it, after the person was asked; no mark is applied. */
  'app.leave': call(v.object({}), v.void()),
  /** Shows a screen of the main window, for a window that has no screens. */
  'app.show': call(place, v.void()),
  'app.shown': event(place),
  /** A menu item was chosen: the id of an action. */
  'app.action': event(v.object({ action: v.string() })),
};
