import { auditServer } from "@toolmark/emitter/audit-server";
import type { AuditableServer } from "@toolmark/emitter/audit-server";
import { createEmitter } from "@toolmark/emitter/create-emitter";
import { httpExporter } from "@toolmark/emitter/http-exporter";

/** Deployment environment of everything that the demo records. */
export const ENVIRONMENT = "demo";

/** What records the servers of this process; all share one way out. */
export interface DemoAudit extends AsyncDisposable {
  /** Records a server of the CRM; who calls is in the verified token. */
  auditCrm: (server: AuditableServer) => void;
  /** Records a server that only carol can reach, because her machine started it. */
  auditFiles: (server: AuditableServer) => void;
  /** Records a request that was turned away before any server saw it. */
  recordRefusal: (request: Request, response: Response) => void;
  /** Resolves when everything recorded so far is stored. */
  flush(): Promise<void>;
}

/** Opens the audit of this process's servers. */
export function openDemoAudit(recorder: { intakeUrl: string; emitterToken: string }): DemoAudit {
  const exporter = httpExporter({ url: recorder.intakeUrl, token: recorder.emitterToken });
  const environment = ENVIRONMENT;
  const gate = createEmitter({ exporter, emitterId: "crm-gate", environment });
  const pending = new Set<Promise<unknown>>();
  return {
    auditCrm(server) {
      auditServer(server, { exporter, environment, emitterId: "crm-http" });
    },
    auditFiles(server) {
      auditServer(server, {
        exporter,
        environment,
        emitterId: "filesystem",
        identify: () => ({ type: "user", id: "carol@example.com", assurance: "inferred" }),
      });
    },
    recordRefusal(request, response) {
      const sent = gate.emit(refusalEvent(request, response));
      pending.add(sent);
      void sent.finally(() => pending.delete(sent));
    },
    async flush() {
      await Promise.all(pending);
      await exporter.flush();
    },
    [Symbol.asyncDispose]: () => exporter.close(),
  };
}

function refusalEvent(request: Request, response: Response) {
  const challenge = response.headers.get("www-authenticate");
  const userAgent = request.headers.get("user-agent");
  return {
    event: { type: "auth.failed" as const },
    actor: { type: "unknown" as const, assurance: "none" as const },
    ...(userAgent === null
      ? {}
      : { client: { user_agent: userAgent, assurance: "self_reported" as const } }),
    server: { name: "crm" },
    outcome: { status: "denied" as const, executed: false },
    error: {
      kind: "auth" as const,
      code: String(response.status),
      message: challenge ?? "the request was turned away",
    },
    http: {
      status: response.status,
      method: request.method,
      path: new URL(request.url).pathname,
      ...(challenge === null ? {} : { www_authenticate: challenge }),
    },
  };
}
