import { app, Notification, safeStorage, shell } from 'electron';
import type { Platform } from './services/context';
import { markAsDownloaded, pickFiles, pickSavePath } from './windows/dialogs';
import type { StagedMessages } from './windows/staged-messages';

/** The oldest Electron that gets security updates while this is written. */
const supportedElectron = 45;

/** The real desktop behind the services. */
export function desktopPlatform(
  profile: string,
  windows: Pick<Platform, 'writing' | 'spelling' | 'leave' | 'showMain'> & { staged: StagedMessages },
): Platform {
  const { staged, ...rest } = windows;
  const { electron = '', chrome = '', node = '' } = process.versions;
  return {
    info: {
      version: app.getVersion(),
      electron,
      chromium: chrome,
      node,
      platform: process.platform,
      evaluationElectron: Number.parseInt(electron, 10) < supportedElectron,
      profile,
    },
    cipher: {
      available: canEncrypt,
      encrypt: (text) => safeStorage.encryptString(text),
      decrypt: (bytes) => safeStorage.decryptString(bytes),
    },
    pickFiles,
    pickSavePath,
    markAsDownloaded,
    notify: (message) => new Notification(message).show(),
    ...rest,
    openExternal: (url) => shell.openExternal(url),
    stage: (message) => staged.add(message),
  };
}

/** Without a keyring Linux encrypts with a key that everybody knows, which is no better than a plain file. */
function canEncrypt(): boolean {
  if (!app.isReady() || !safeStorage.isEncryptionAvailable()) return false;
  return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
}
