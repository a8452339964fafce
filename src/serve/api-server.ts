import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../io/clock.js";
import { assertNever } from "../model/assert-never.js";
import type { ResourceType } from "../model/resource-type.js";
import { notRecordedWarning, warningHeader } from "./access/not-recorded.js";
import { metricsGroup, noMetrics, noOlderSchemas, readOnly, refusedSubresource } from "./access/refusals.js";
import { answerReview, reviewOf, reviewTypes } from "./access/reviews.js";
import { admit } from "./admission.js";
import { DiscoveryDocuments, versionDocument } from "./discovery/discovery-documents.js";
import { openApiDocument, openApiIndex } from "./discovery/openapi-documents.js";
import { chooseForm, requireForm } from "./forms/choose-form.js";
import { contentTypes, type MediaType } from "./forms/media-type.js";
import type { ObjectForm } from "./forms/object-form.js";
import { rebasedForm } from "./forms/rebased-form.js";
import type { Playback } from "./playback/playback.js";
import { ServedClock } from "./playback/served-clock.js";
import type { ServedSession } from "./playback/served-session.js";
import { type CollectionPath, parseRoute, type Route } from "./route.js";
import type { Collection } from "./selection/collection.js";
import { answerList } from "./selection/list-answer.js";
import { parseListOptions } from "./selection/list-options.js";
import { makeSelection } from "./selection/selection.js";
import { StatusError, status } from "./status.js";
import { answerWatch } from "./watch/answer-watch.js";

interface ApiServerOptions {
  readonly clock: Clock;
  /** Whether recorded times are moved so that the served moment is now. */
  readonly rebase: boolean;
  /** Host and port, known once it listens. */
  readonly address: () => string;
  /** The first segment of every path that is answered; undefined: there is none. */
  readonly key: string | undefined;
}

/** Answers requests as a kube-apiserver that allows everybody to read and nobody to write. */
export class ApiServer {
  readonly #session: ServedSession;
  readonly #playback: Playback;
  readonly #clock: Clock;
  readonly #isRebased: boolean;
  readonly #servedClock: ServedClock;
  readonly #collections: readonly Collection[];
  readonly #types: readonly ResourceType[];
  readonly #discovery: DiscoveryDocuments;
  readonly #key: string | undefined;

  constructor(session: ServedSession, playback: Playback, { clock, rebase, address, key }: ApiServerOptions) {
    this.#key = key;
    this.#session = session;
    this.#playback = playback;
    this.#clock = clock;
    this.#servedClock = new ServedClock(session, playback, { clock, rebase });
    this.#isRebased = rebase;
    this.#collections = [...session.collections, ...session.unrecorded];
    this.#types = this.#collections.map((collection) => collection.type);
    this.#discovery = new DiscoveryDocuments([...this.#types, ...reviewTypes], [metricsGroup], address);
  }

  /** Never rejects: any failure becomes the response. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const { pathname, searchParams } = admit(request, this.#key);
      response.setHeader("date", new Date(this.#servedClock.nowMs).toUTCString());
      const route = parseRoute(pathname);
      if (request.method === "GET") await this.#answerRoute(route, searchParams, request, response);
      else await this.#answerWrite(route, request, response);
    } catch (error) {
      const failure = error instanceof StatusError ? error : status.internal(error instanceof Error ? error.message : String(error));
      if (response.headersSent) response.destroy();
      else sendStatus(response, failure);
    }
  }

  /** Only reviews, which store nothing, are answered. */
  async #answerWrite(route: Route, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const review = request.method === "POST" ? reviewOf(route) : undefined;
    if (review !== undefined) {
      const { document, about } = await answerReview(review, {
        types: this.#types,
        isServed: (path) => this.#isServed(parseRoute(path)),
        request,
      });
      const collection = this.#collections.find(({ type }) => type === about?.type);
      if (collection !== undefined) this.#warn(response, collection, about?.namespace);
      sendBody(response, jsonBody(document), "json", 201);
      return;
    }
    if (route.kind === "unknown") throw status.noSuchResource();
    if (!storesObjects(route)) throw status.methodNotAllowed();
    const isReview = reviewTypes.some((type) => isTypeAt(type, route));
    if (!isReview) this.#collection(route);
    if (route.kind === "subresource" && request.method === "POST") throw refusedSubresource(route.subresource);
    throw !isReview && writeMethods.has(request.method ?? "") ? status.forbidden(readOnly) : status.methodNotAllowed();
  }

  /** Whether GET is answered there, if any object of that name exists. */
  #isServed(route: Route): boolean {
    switch (route.kind) {
      case "group":
        return this.#discovery.group(route.group) !== undefined;
      case "types":
        return this.#discovery.types(route.group, route.version) !== undefined;
      case "openapi":
        return openApiDocument(this.#types, route.group, route.version) !== undefined;
      case "collection":
      case "object":
        return this.#types.some((type) => isTypeAt(type, route));
      default:
        return route.kind !== "unknown" && route.kind !== "subresource" && route.kind !== "openapi-v2";
    }
  }

  /** Before any answer is written, also one that refuses. */
  #warn(response: ServerResponse, collection: Collection, namespace: string | undefined): void {
    const warning = notRecordedWarning(this.#session, collection, namespace);
    if (warning !== undefined) response.setHeader("warning", warningHeader(warning));
  }

  async #answerRoute(route: Route, query: URLSearchParams, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { accept } = request.headers;
    switch (route.kind) {
      case "health":
        response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end("ok");
        return;
      case "version":
        return sendJson(response, versionDocument(this.#session.header.server), "json", 2);
      case "core-versions": {
        const form = requireForm(accept, ["json", "aggregated-discovery"]);
        return sendJson(response, form === "json" ? this.#discovery.coreVersions() : this.#discovery.aggregated("core"), form);
      }
      case "groups": {
        const form = requireForm(accept, ["json", "aggregated-discovery"]);
        return sendJson(response, form === "json" ? this.#discovery.groups() : this.#discovery.aggregated("groups"), form);
      }
      case "group":
        return sendJson(response, this.#discovery.group(route.group) ?? notFound(), requireForm(accept, ["json"]));
      case "types":
        return sendJson(response, this.#discovery.types(route.group, route.version) ?? notFound(), requireForm(accept, ["json"]));
      case "openapi-index":
        return sendJson(response, openApiIndex(this.#types), requireForm(accept, ["json"]));
      case "openapi":
        return sendJson(response, openApiDocument(this.#types, route.group, route.version) ?? notFound(), requireForm(accept, ["json"]));
      case "collection":
        this.#warn(response, this.#collection(route), route.namespace);
        return this.#answerCollection(this.#collection(route), route.namespace, query, accept, response);
      case "object":
        this.#warn(response, this.#collection(route), route.namespace);
        return this.#answerObject(this.#collection(route), route, query, accept, response);
      case "subresource":
        this.#collection(route);
        throw refusedSubresource(route.subresource);
      case "openapi-v2":
        throw noOlderSchemas();
      case "unknown":
        throw status.noSuchResource();
      default:
        assertNever(route);
    }
  }

  /** Throws 404 for a type that is neither in the recording nor built into every server. */
  #collection(path: CollectionPath): Collection {
    const found = this.#collections.find(({ type }) => isTypeAt(type, path));
    if (found === undefined && path.group === metricsGroup.group) throw noMetrics();
    if (found === undefined || (path.namespace !== undefined && !found.type.namespaced)) throw status.noSuchResource();
    return found;
  }

  async #answerCollection(
    collection: Collection,
    namespace: string | undefined,
    query: URLSearchParams,
    accept: string | undefined,
    response: ServerResponse,
  ): Promise<void> {
    const { type } = collection;
    const options = parseListOptions(query, namespace);
    const form = this.#form({ accept, query, gives: options.watch ? "objects" : "list" }, type);
    const selection = makeSelection(options, type, this.#session.customFields(type));
    this.#playback.start();
    if (options.watch) {
      await answerWatch(collection, selection, options, form, { response, playback: this.#playback, clock: this.#clock });
    } else {
      sendBody(response, await answerList(collection, selection, options, this.#playback, form));
    }
  }

  #answerObject(
    collection: Collection,
    { namespace, name }: { readonly namespace: string | undefined; readonly name: string },
    query: URLSearchParams,
    accept: string | undefined,
    response: ServerResponse,
  ): void {
    if (collection.type.namespaced && namespace === undefined) throw status.noSuchResource();
    const form = this.#form({ accept, query, gives: "objects" }, collection.type);
    this.#playback.start();
    const state = collection.stateAt(this.#playback.progress.positionOf(collection));
    const object = state.find((candidate) => candidate.name === name && candidate.namespace === namespace);
    if (object === undefined) throw status.noSuchObject(collection.type, name);
    sendBody(response, form.one(object));
  }

  #form(request: Parameters<typeof chooseForm>[0], type: ResourceType): ObjectForm {
    const form = chooseForm(request, type, () => this.#servedClock.nowMs);
    return this.#isRebased ? rebasedForm(form, () => this.#servedClock.shiftMs) : form;
  }
}

function isTypeAt({ group, version, resource }: ResourceType, path: CollectionPath): boolean {
  return group === path.group && version === path.version && resource === path.resource;
}

function storesObjects(route: Route): route is Extract<Route, CollectionPath> {
  return route.kind === "collection" || route.kind === "object" || route.kind === "subresource";
}

const writeMethods = new Set(["POST", "PUT", "PATCH", "DELETE"]);

function notFound(): never {
  throw status.noSuchResource();
}

function sendStatus(response: ServerResponse, { body }: StatusError): void {
  if (body.details?.retryAfterSeconds !== undefined) response.setHeader("retry-after", String(body.details.retryAfterSeconds));
  sendBody(response, Buffer.from(`${JSON.stringify(body)}\n`), "json", body.code);
}

function sendJson(response: ServerResponse, document: object, form: MediaType, indent = 0): void {
  sendBody(response, jsonBody(document, indent), form);
}

function jsonBody(document: object, indent = 0): Buffer {
  return Buffer.from(`${JSON.stringify(document, undefined, indent)}\n`);
}

function sendBody(response: ServerResponse, body: Buffer, form: MediaType = "json", code = 200): void {
  const headers = { "content-type": contentTypes[form], "cache-control": "no-cache, private", "content-length": body.length };
  response.writeHead(code, headers).end(body);
}
