import { problem } from "../read-route.ts";

/** Describes beside what a route answers that it can be refused in this state. */
export function orConflict<Route extends { responses: object }>(route: Route): Route {
  Object.assign(route.responses, { 409: problem("it is not in a state that allows this") });
  return route;
}
