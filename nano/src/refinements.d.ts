// What `nano types` says more precisely than IDL can: the types of chunks, of messages, of what a name selects. Everything
// else is derived from idl/. nano-idl/src/typescript/refine.rs explains the form; a name that idl/ does not have is an error.

// --- What TypeScript's own library has ------------------------------------------------------------------------------------

type ArrayBufferView<ArrayBuffer>;
type Function;

// --- Applications ---------------------------------------------------------------------------------------------------------

/** What `nano serve` calls for each request. `env` holds the variables given with `--env NAME=VALUE`. */
declare type FetchHandler<Env = Record<string, string>> = (request: Request, env: Env, ctx: ExecutionContext) => Response | PromiseLike<Response>;

/**
 * What a module served by `nano serve` exports.
 *
 *     export default {
 *       async fetch(request, env, ctx) {
 *         return new Response("Hello");
 *       },
 *     } satisfies ExportedHandler;
 */
declare interface ExportedHandler<Env = Record<string, string>> {
  /** Answers a request. */
  fetch: FetchHandler<Env>;
}

/** `import.meta`. */
declare interface ImportMeta {
  /** The module's URL. */
  readonly url: string;
  /** Whether it is the module that was started. */
  readonly main: boolean;
  /** The path of a `file:` module. */
  readonly filename?: string;
  /** The folder of a `file:` module. */
  readonly dirname?: string;
  /** The URL that `import` of the specifier would load. */
  resolve(specifier: string): string;
}

// --- WebAssembly, which is V8's and in no idl/ ----------------------------------------------------------------------------

/**
 * WebAssembly, as the engine has it.
 * @see https://webassembly.github.io/spec/js-api/
 */
declare namespace WebAssembly {
  type ImportExportKind = "function" | "table" | "memory" | "global" | "tag";
  type TableKind = "externref" | "anyfunc";
  type ValueType = "i32" | "i64" | "f32" | "f64" | "v128" | TableKind;
  type Imports = Record<string, Record<string, any>>;
  type Exports = Record<string, any>;

  interface ModuleImportDescriptor {
    module: string;
    name: string;
    kind: ImportExportKind;
  }

  interface ModuleExportDescriptor {
    name: string;
    kind: ImportExportKind;
  }

  interface WebAssemblyInstantiatedSource {
    module: Module;
    instance: Instance;
  }

  function compile(bytes: AllowSharedBufferSource): Promise<Module>;
  function instantiate(bytes: AllowSharedBufferSource, importObject?: Imports): Promise<WebAssemblyInstantiatedSource>;
  function instantiate(module: Module, importObject?: Imports): Promise<Instance>;
  function validate(bytes: AllowSharedBufferSource): boolean;
  /** A function that returns a promise for the result of an exported one, which may suspend. */
  function promising(wasmFunction: Function): (...arguments: any[]) => Promise<any>;

  interface Module { }
  var Module: {
    prototype: Module;
    new(bytes: AllowSharedBufferSource): Module;
    customSections(module: Module, sectionName: string): ArrayBuffer[];
    exports(module: Module): ModuleExportDescriptor[];
    imports(module: Module): ModuleImportDescriptor[];
  };

  interface Instance {
    readonly exports: Exports;
  }
  var Instance: {
    prototype: Instance;
    new(module: Module, importObject?: Imports): Instance;
  };

  interface MemoryDescriptor {
    initial: number;
    maximum?: number;
    shared?: boolean;
  }
  interface Memory {
    readonly buffer: ArrayBufferLike;
    grow(delta: number): number;
    toFixedLengthBuffer(): ArrayBufferLike;
    toResizableBuffer(): ArrayBufferLike;
  }
  var Memory: {
    prototype: Memory;
    new(descriptor: MemoryDescriptor): Memory;
  };

  interface TableDescriptor {
    element: TableKind;
    initial: number;
    maximum?: number;
  }
  interface Table {
    readonly length: number;
    get(index: number): any;
    grow(delta: number, value?: any): number;
    set(index: number, value?: any): void;
  }
  var Table: {
    prototype: Table;
    new(descriptor: TableDescriptor, value?: any): Table;
  };

  interface GlobalDescriptor {
    value: ValueType;
    mutable?: boolean;
  }
  interface Global {
    value: any;
    valueOf(): any;
  }
  var Global: {
    prototype: Global;
    new(descriptor: GlobalDescriptor, value?: any): Global;
  };

  interface Tag { }
  var Tag: {
    prototype: Tag;
    new(type: { parameters: Iterable<ValueType> }): Tag;
  };
  var JSTag: Tag;

  interface Exception {
    readonly stack: string | undefined;
    getArg(exceptionTag: Tag, index: number): any;
    is(exceptionTag: Tag): boolean;
  }
  var Exception: {
    prototype: Exception;
    new(exceptionTag: Tag, payload: Iterable<any>, options?: { traceStack?: boolean }): Exception;
  };

  interface Suspending { }
  var Suspending: {
    prototype: Suspending;
    new(jsFunction: Function): Suspending;
  };

  interface CompileError extends Error { }
  var CompileError: ErrorConstructor & { prototype: CompileError };
  interface LinkError extends Error { }
  var LinkError: ErrorConstructor & { prototype: LinkError };
  interface RuntimeError extends Error { }
  var RuntimeError: ErrorConstructor & { prototype: RuntimeError };
  interface SuspendError extends Error { }
  var SuspendError: ErrorConstructor & { prototype: SuspendError };
}

// --- DOM ------------------------------------------------------------------------------------------------------------------

/** The events of an `AbortSignal`. */
declare interface AbortSignalEventMap {
  abort: Event;
}

interface AbortSignal {
  onabort: ((this: $this, event: Event) => any) | null;
  addEventListener<K extends keyof AbortSignalEventMap>(type: K, callback: ((this: $this, event: AbortSignalEventMap[K]) => any) | null, options?: AddEventListenerOptions | boolean): void;
  addEventListener(type: string, callback: EventListener | null, options?: AddEventListenerOptions | boolean): void;
  removeEventListener<K extends keyof AbortSignalEventMap>(type: K, callback: ((this: $this, event: AbortSignalEventMap[K]) => any) | null, options?: EventListenerOptions | boolean): void;
  removeEventListener(type: string, callback: EventListener | null, options?: EventListenerOptions | boolean): void;
}

interface CustomEvent<T = any> {
  constructor<T = any>(type: string, eventInitDict?: CustomEventInit<T>): CustomEvent<T>;
  readonly detail: T;
}

interface CustomEventInit<T = any> {
  detail?: T;
}

interface DOMException extends Error { }

// --- HTML -----------------------------------------------------------------------------------------------------------------

/** The events of a `MessagePort`. */
declare interface MessagePortEventMap {
  close: Event;
  message: MessageEvent;
  messageerror: MessageEvent;
}

interface MessagePort {
  onclose: ((this: $this, event: Event) => any) | null;
  addEventListener<K extends keyof MessagePortEventMap>(type: K, callback: ((this: $this, event: MessagePortEventMap[K]) => any) | null, options?: AddEventListenerOptions | boolean): void;
  addEventListener(type: string, callback: EventListener | null, options?: AddEventListenerOptions | boolean): void;
  removeEventListener<K extends keyof MessagePortEventMap>(type: K, callback: ((this: $this, event: MessagePortEventMap[K]) => any) | null, options?: EventListenerOptions | boolean): void;
  removeEventListener(type: string, callback: EventListener | null, options?: EventListenerOptions | boolean): void;
}

interface MessageEventTarget {
  onmessage: ((this: $this, event: MessageEvent) => any) | null;
  onmessageerror: ((this: $this, event: MessageEvent) => any) | null;
}

interface MessageEvent<T = any> {
  constructor<T = any>(type: string, eventInitDict?: MessageEventInit<T>): MessageEvent<T>;
  readonly data: T;
}

interface MessageEventInit<T = any> {
  data?: T;
}

interface PromiseRejectionEvent {
  readonly promise: Promise<any>;
}

interface PromiseRejectionEventInit {
  promise: Promise<any>;
}

/** The events of the global object. */
declare interface NanoGlobalScopeEventMap {
  error: ErrorEvent;
  rejectionhandled: PromiseRejectionEvent;
  unhandledrejection: PromiseRejectionEvent;
}

interface NanoGlobalScope {
  onrejectionhandled: ((this: $this, event: PromiseRejectionEvent) => any) | null;
  onunhandledrejection: ((this: $this, event: PromiseRejectionEvent) => any) | null;
  addEventListener<K extends keyof NanoGlobalScopeEventMap>(type: K, callback: ((this: $this, event: NanoGlobalScopeEventMap[K]) => any) | null, options?: AddEventListenerOptions | boolean): void;
  addEventListener(type: string, callback: EventListener | null, options?: AddEventListenerOptions | boolean): void;
  removeEventListener<K extends keyof NanoGlobalScopeEventMap>(type: K, callback: ((this: $this, event: NanoGlobalScopeEventMap[K]) => any) | null, options?: EventListenerOptions | boolean): void;
  removeEventListener(type: string, callback: EventListener | null, options?: EventListenerOptions | boolean): void;
}

interface WindowOrWorkerGlobalScope {
  setTimeout<A extends any[]>(handler: (...arguments: A) => void, timeout?: number, ...arguments: A): number;
  setTimeout(handler: TimerHandler, timeout?: number, ...arguments: any[]): number;
  setInterval<A extends any[]>(handler: (...arguments: A) => void, timeout?: number, ...arguments: A): number;
  setInterval(handler: TimerHandler, timeout?: number, ...arguments: any[]): number;
  structuredClone<T = any>(value: T, options?: StructuredSerializeOptions): T;
}

// --- URL, Encoding, Fetch, XMLHttpRequest ---------------------------------------------------------------------------------

// What has a stringifier is converted to a string. Of all such objects, URLs are the ones that are passed on purpose.
interface URL {
  constructor(url: string | URL, base?: string | URL): URL;
  static canParse(url: string | URL, base?: string | URL): boolean;
  static parse(url: string | URL, base?: string | URL): URL | null;
}

type RequestInfo = Request | string | URL;

interface Response {
  static redirect(url: string | URL, status?: number): Response;
}

interface RequestInit {
  window?: null;
}

interface TextEncoderEncodeIntoResult {
  read: number;
  written: number;
}

interface FormData {
  constructor(): FormData;
}

// --- Web Crypto -----------------------------------------------------------------------------------------------------------

type AlgorithmIdentifier = $descendants(Algorithm) | string;
type HashAlgorithmIdentifier = Algorithm | string;

interface Crypto {
  getRandomValues<T extends ArrayBufferView<ArrayBuffer>>(array: T): T;
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
}

interface CryptoKey {
  readonly algorithm: KeyAlgorithm;
  readonly usages: KeyUsage[];
}

interface CryptoKeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

interface SubtleCrypto {
  exportKey(format: "jwk", key: CryptoKey): Promise<JsonWebKey>;
  exportKey(format: Exclude<KeyFormat, "jwk">, key: CryptoKey): Promise<ArrayBuffer>;
  exportKey(format: KeyFormat, key: CryptoKey): Promise<ArrayBuffer | JsonWebKey>;
  generateKey(algorithm: (AesKeyGenParams & { name: `AES-${string}` }) | (HmacKeyGenParams & { name: "HMAC" }), extractable: boolean, keyUsages: Iterable<KeyUsage>): Promise<CryptoKey>;
  generateKey(algorithm: AlgorithmIdentifier, extractable: boolean, keyUsages: Iterable<KeyUsage>): Promise<CryptoKey | CryptoKeyPair>;
  importKey(format: "jwk", keyData: JsonWebKey, algorithm: AlgorithmIdentifier, extractable: boolean, keyUsages: Iterable<KeyUsage>): Promise<CryptoKey>;
  importKey(format: Exclude<KeyFormat, "jwk">, keyData: BufferSource, algorithm: AlgorithmIdentifier, extractable: boolean, keyUsages: Iterable<KeyUsage>): Promise<CryptoKey>;
}

// --- Streams: R is what is read, W what is written, I and O what goes in and out ------------------------------------------

/** A source of chunks. */
interface ReadableStream<R = any> {
  constructor(underlyingSource: UnderlyingByteSource, strategy?: { highWaterMark?: number }): ReadableStream<Uint8Array<ArrayBuffer>>;
  constructor<R = any>(underlyingSource?: UnderlyingSource<R>, strategy?: QueuingStrategy<R>): ReadableStream<R>;
  static from<R>(asyncIterable: AsyncIterable<R> | Iterable<R | PromiseLike<R>>): ReadableStream<R>;
  getReader(options: { mode: "byob" }): ReadableStreamBYOBReader;
  getReader(options?: { mode?: undefined }): ReadableStreamDefaultReader<R>;
  getReader(options?: ReadableStreamGetReaderOptions): ReadableStreamReader<R>;
  pipeThrough<O>(transform: ReadableWritablePair<O, R>, options?: StreamPipeOptions): ReadableStream<O>;
  pipeTo(destination: WritableStream<R>, options?: StreamPipeOptions): Promise<void>;
  tee(): [ReadableStream<R>, ReadableStream<R>];
  values(options?: ReadableStreamIteratorOptions): AsyncIteratorObject<R, BuiltinIteratorReturn>;
  [Symbol.asyncIterator](options?: ReadableStreamIteratorOptions): AsyncIteratorObject<R, BuiltinIteratorReturn>;
}

interface ReadableWritablePair<R = any, W = any> {
  readable: ReadableStream<R>;
  writable: WritableStream<W>;
}

interface UnderlyingSource<R = any> {
  start?: (controller: ReadableStreamDefaultController<R>) => any;
  pull?: (controller: ReadableStreamDefaultController<R>) => void | PromiseLike<void>;
  type?: undefined;
  autoAllocateChunkSize?: undefined;
}

/** An underlying source of bytes, for readable byte streams. */
declare interface UnderlyingByteSource {
  start?: (controller: ReadableByteStreamController) => any;
  pull?: (controller: ReadableByteStreamController) => void | PromiseLike<void>;
  cancel?: UnderlyingSourceCancelCallback;
  type: ReadableStreamType;
  autoAllocateChunkSize?: number;
}

type ReadableStreamController<R = any> = ReadableStreamDefaultController<R> | ReadableByteStreamController;
type ReadableStreamReader<R = any> = ReadableStreamDefaultReader<R> | ReadableStreamBYOBReader;
type ReadableStreamReadResult<T = any> = { done: false; value: T } | { done: true; value: T | undefined };

interface ReadableStreamDefaultReader<R = any> {
  constructor<R = any>(stream: ReadableStream<R>): ReadableStreamDefaultReader<R>;
  read(): Promise<ReadableStreamReadResult<R>>;
}

interface ReadableStreamBYOBReader {
  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>): ReadableStreamBYOBReader;
  read<T extends ArrayBufferView<ArrayBuffer>>(view: T, options?: ReadableStreamBYOBReaderReadOptions): Promise<ReadableStreamReadResult<T>>;
}

interface ReadableStreamDefaultController<R = any> {
  enqueue(chunk?: R): void;
}

/** A destination for chunks. */
interface WritableStream<W = any> {
  constructor<W = any>(underlyingSink?: UnderlyingSink<W>, strategy?: QueuingStrategy<W>): WritableStream<W>;
  getWriter(): WritableStreamDefaultWriter<W>;
}

interface UnderlyingSink<W = any> {
  write?: UnderlyingSinkWriteCallback<W>;
  type?: undefined;
}

type UnderlyingSinkWriteCallback<W = any> = (chunk: W, controller: WritableStreamDefaultController) => void | PromiseLike<void>;

interface WritableStreamDefaultWriter<W = any> {
  constructor<W = any>(stream: WritableStream<W>): WritableStreamDefaultWriter<W>;
  write(chunk?: W): Promise<void>;
}

/** A writable stream and a readable stream of what becomes of its chunks. */
interface TransformStream<I = any, O = any> {
  constructor<I = any, O = any>(transformer?: Transformer<I, O>, writableStrategy?: QueuingStrategy<I>, readableStrategy?: QueuingStrategy<O>): TransformStream<I, O>;
  readonly readable: ReadableStream<O>;
  readonly writable: WritableStream<I>;
}

interface TransformStreamDefaultController<O = any> {
  enqueue(chunk?: O): void;
}

interface Transformer<I = any, O = any> {
  start?: TransformerStartCallback<O>;
  transform?: TransformerTransformCallback<I, O>;
  flush?: TransformerFlushCallback<O>;
  readableType?: undefined;
  writableType?: undefined;
}

type TransformerStartCallback<O = any> = (controller: TransformStreamDefaultController<O>) => any;
type TransformerTransformCallback<I = any, O = any> = (chunk: I, controller: TransformStreamDefaultController<O>) => void | PromiseLike<void>;
type TransformerFlushCallback<O = any> = (controller: TransformStreamDefaultController<O>) => void | PromiseLike<void>;

interface QueuingStrategy<T = any> {
  size?: QueuingStrategySize<T>;
}

type QueuingStrategySize<T = any> = (chunk: T) => number;

interface ByteLengthQueuingStrategy {
  readonly size: QueuingStrategySize<{ byteLength: number }>;
}

interface CountQueuingStrategy {
  readonly size: QueuingStrategySize;
}

interface TextDecoderStream {
  readonly readable: ReadableStream<string>;
  readonly writable: WritableStream<BufferSource>;
}

interface TextEncoderStream {
  readonly readable: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly writable: WritableStream<string>;
}
