/** The package has no types of its own. */
declare module "swagger-ui-dist/absolute-path.js" {
  const folder: () => string;
  export = folder;
}
