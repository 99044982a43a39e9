import { parentPort } from 'node:worker_threads';
import { asPosthornError } from '../../../shared/errors';
import { lightenBlob } from '../mime/light-blob';
import { type Handlers, makeHandlers } from './handlers';
import type { Method, Notice, Request, Response } from './protocol';

lightenBlob();

/** Methods that write in pieces keep their order; a list is not kept waiting by a message that is being saved. */
const laneOf = (method: Method) => (method.includes('.') ? method.slice(0, method.indexOf('.')) : null);

/** Takes what there is when its turn comes; what comes while the disk writes that need not wait for it. */
const leavesLane = (method: Method) => method === 'ingest.settle';

/** These hand back the buffer that they got, and nobody here keeps it. */
const handsBack = (method: Method) => method === 'ingest.block' || method === 'ingest.append';

const lanes = new Map<string, Promise<unknown>>();
let told = 0;
// Each tells the window to ask again, so not more often than anybody would look.
const tell = (notice: Notice) => parentPort?.postMessage(notice);
const handlers = makeHandlers({
  onFiled(last) {
    if (!last && performance.now() - told < 1_000) return;
    told = performance.now();
    tell({ notice: 'filed' });
  },
  onAttaching: (key, octets) => tell({ notice: 'attaching', key, octets }),
});

function isRequest(value: unknown): value is Request {
  return (
    typeof value === 'object' &&
    value !== null &&
    'method' in value &&
    typeof value.method === 'string' &&
    value.method in handlers
  );
}

async function answer(port: NonNullable<typeof parentPort>, { seq, method, args }: Request): Promise<void> {
  // Both ends are made from one list of methods and come from one build, so the argument is what the method takes.
  const handler = handlers[method] as (args: unknown) => ReturnType<Handlers[Method]>;
  const lane = laneOf(method);
  const run = async () => handler(args);
  const result = lane ? (lanes.get(lane) ?? Promise.resolve()).then(run, run) : run();
  if (lane && !leavesLane(method))
    lanes.set(
      lane,
      result.catch(() => {}),
    );
  let response: Response;
  let handOver: ArrayBuffer[] = [];
  try {
    const value: unknown = await result;
    if (handsBack(method) && value instanceof Uint8Array && value.buffer instanceof ArrayBuffer)
      handOver = [value.buffer];
    response = { seq, ok: true, value };
  } catch (error) {
    response = { seq, ok: false, error: asPosthornError(error).toJSON() };
  }
  port.postMessage(response, handOver);
}

parentPort?.on('message', (message: unknown) => {
  if (parentPort && isRequest(message)) void answer(parentPort, message);
});
