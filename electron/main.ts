import { join } from 'node:path';
import { app, type BrowserWindow, session } from 'electron';
import * as v from 'valibot';
import { compileLate } from './compile-late';
import { readFlags } from './flags';
import { bindContract, emit, warmContract } from './ipc';
import { JsonFile } from './json-file';
import { desktopPlatform } from './platform';
import { registerAppScheme, serveAppScheme, startPage } from './windows/app-scheme';
import { offerEditMenu } from './windows/edit-menu';
import { graphicsFound, recallGraphics } from './windows/graphics';
import { Leaving } from './windows/leaving';
import { setMenu } from './windows/menu';
import {
  bringForward,
  mainWindow,
  openPageWindow,
  type WindowPlace,
  windowPlaceFile,
  writingWindow,
} from './windows/page-window';
import { denyByDefault } from './windows/security';
import { spellingOf } from './windows/spelling';
import { StagedMessages } from './windows/staged-messages';
import { trustOnly } from './windows/trusted-sender';
import { WritingWindows } from './windows/writing-windows';

compileLate();
const flags = readFlags(process.argv);
if (flags.profile) app.setPath('userData', flags.profile);
const profile = app.getPath('userData');
// Chromium would look for updates and dictionaries by itself; this program calls only whom it is told to.
for (const name of ['disable-background-networking', 'disable-component-update', 'no-pings'])
  app.commandLine.appendSwitch(name);
registerAppScheme();
recallGraphics(
  {
    disableHardwareAcceleration: () => app.disableHardwareAcceleration(),
    getGPUFeatureStatus: () => app.getGPUFeatureStatus(),
    onInfo: (listener) => void app.on('gpu-info-update', listener),
  },
  new JsonFile(join(profile, 'graphics.json'), v.nullable(graphicsFound), null),
  { now: Date.now(), chromium: process.versions.chrome },
);
// Root can't use Chromium's sandbox, and says so with this flag; everybody else has it in every process.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();

// Another page than ours, such as the development server's, is for those who build the program.
const page = (!app.isPackaged && flags.page) || startPage;

const built = (name: string) => join(app.getAppPath(), 'dist', name);

function start(): void {
  const staged = new StagedMessages();
  let marked = () => 0;
  const leaving = new Leaving(
    () => marked(),
    (count) => emit('app.leaving', { marked: count }),
  );
  const preload = built('electron/preload.cjs');
  const writingPlace = windowPlaceFile(profile, writingWindow);
  const writing = new WritingWindows(
    (draftId) =>
      openPageWindow(writingWindow, writingPlace.readSync(), {
        preload,
        page: `${page}#compose/${draftId}`,
        onClose: (place) => void writingPlace.write(place),
      }),
    (draftId) => emit('compose.closing', { id: draftId }),
  );
  let main: BrowserWindow | null = null;
  const spelling = app
    .whenReady()
    .then(() => spellingOf(session.defaultSession, () => emit('settings.spellingChanged', {})));
  const platform = desktopPlatform(profile, {
    staged,
    leave: leaving.leave,
    writing,
    showMain: () => main && bringForward(main),
    spelling,
  });
  const placeFile = windowPlaceFile(profile, mainWindow);
  const open = (place: WindowPlace) => {
    const window = openPageWindow(mainWindow, place, {
      preload,
      page,
      onClose: (place) => void placeFile.write(place),
    });
    window.webContents.once('dom-ready', warmContract);
    leaving.watch(window);
    // A message that is sent from a window alone could be undone nowhere, and would wait for the next start.
    window.on('closed', () => {
      main = null;
      writing.closeAll();
    });
    main = window;
  };
  // What can be done before Chromium is awake is done; Electron would otherwise make a menu of its own first.
  setMenu((action) => {
    platform.showMain();
    emit('app.action', { action });
  });
  const place = placeFile.readSync();
  void app.whenReady().then(() => {
    app.on('web-contents-created', (_event, contents) => offerEditMenu(contents));
    denyByDefault(session.defaultSession, staged, page, (url) => emit('app.linkClicked', { url }));
    serveAppScheme(session.defaultSession, built('renderer'), staged, async (id, part) =>
      (await services).part(id, part),
    );
    open(place);
    app.on('activate', () => {
      if (!main) open(placeFile.readSync());
    });
  });
  // While Chromium wakes, mostly on one processor, the store opens on another, and is there before the page asks.
  const services = import('./services').then(({ startServices }) =>
    startServices({
      profile,
      platform,
      emit,
      workerPath: built('electron/store-worker.cjs'),
      dnsWorkerPath: built('electron/dns-worker.cjs'),
      flags,
    }),
  );
  void services.then(
    (running) => {
      marked = running.marked;
    },
    () => {},
  );
  services.catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
  bindContract(services, trustOnly(page));
  app.on('will-quit', (event) => {
    event.preventDefault();
    void services.then(({ close }) => close()).finally(() => app.exit());
  });

  app.on('second-instance', () => {
    platform.showMain();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

// Two programs on one profile would write over each other.
if (app.requestSingleInstanceLock()) start();
else {
  console.error(`Another Posthorn uses the profile ${profile}. Its window was brought to the front.`);
  app.exit(1);
}
