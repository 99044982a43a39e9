import { appErrors } from './app';
import { dnsErrors } from './dns';
import { mailErrors } from './mail';
import { ntpErrors } from './ntp';
import { pop3Errors } from './pop3';
import { saslErrors } from './sasl';
import { smtpErrors } from './smtp';
import { wireErrors } from './wire';

/** What one error tells a person: three short sentences. An empty `safe` means that nothing was at risk. */
export interface Sentences {
  happened: string;
  safe: string;
  todo: string;
}

/** Every code of the product, each with the facts its sentences need. */
const catalogue = {
  ...appErrors,
  ...dnsErrors,
  ...mailErrors,
  ...ntpErrors,
  ...pop3Errors,
  ...saslErrors,
  ...smtpErrors,
  ...wireErrors,
};

type Catalogue = typeof catalogue;
export type ErrorCode = keyof Catalogue;
export type ErrorFacts<C extends ErrorCode> = Parameters<Catalogue[C]>[0];

/** The protocol's own answer, kept beside our sentence and never in place of it. */
export interface ProtocolAnswer {
  text: string;
  /** Reply code of SMTP, or the bracketed response code of POP3 (`IN-USE`). */
  code?: string;
  /** Enhanced status code, RFC 3463: `5.1.1`. */
  enhanced?: string;
}

/** From when until when a certificate is valid, ISO 8601; with this a clock that is off can be told from a bad certificate. */
export interface Validity {
  from: string;
  until: string;
}

/** A `PosthornError` as it crosses IPC. */
export interface ErrorData extends Sentences {
  code: ErrorCode;
  answer?: ProtocolAnswer;
  validity?: Validity;
}

export class PosthornError extends Error {
  override readonly name = 'PosthornError';
  readonly code: ErrorCode;
  readonly safe: string;
  readonly todo: string;
  readonly answer: ProtocolAnswer | undefined;
  readonly validity: Validity | undefined;

  constructor(data: ErrorData, cause?: unknown) {
    super(data.happened, cause === undefined ? undefined : { cause });
    this.code = data.code;
    this.safe = data.safe;
    this.todo = data.todo;
    this.answer = data.answer;
    this.validity = data.validity;
  }

  toJSON(): ErrorData {
    const data: ErrorData = { code: this.code, happened: this.message, safe: this.safe, todo: this.todo };
    if (this.answer) data.answer = this.answer;
    if (this.validity) data.validity = this.validity;
    return data;
  }
}

/** Makes the error with this code from its facts; the caller throws it. */
export function fail<C extends ErrorCode>(
  code: C,
  facts: ErrorFacts<C>,
  more: { answer?: ProtocolAnswer; validity?: Validity | undefined; cause?: unknown } = {},
): PosthornError {
  const describe = catalogue[code] as (facts: ErrorFacts<C>) => Sentences;
  const data: ErrorData = { code, ...describe(facts) };
  if (more.answer) data.answer = more.answer;
  if (more.validity) data.validity = more.validity;
  return new PosthornError(data, more.cause);
}

/** Turns anything thrown into a `PosthornError`, so that nothing crosses a boundary untyped. */
export function asPosthornError(thrown: unknown): PosthornError {
  if (thrown instanceof PosthornError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return fail('app.unexpected', { reason }, { cause: thrown });
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(catalogue, code);
}
