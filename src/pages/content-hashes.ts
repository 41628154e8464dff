// Made by `npm run generate`: what allows each inline text in its page's policy, by its hash (CSP Level 3 §2.3.1).

export const ERROR_STYLE_SOURCE = "'sha256-xffvyWmZM9NQVrcGhoF+zE3zOrZSThLiBSciJT9+U3Y='";
export const LISTING_STYLE_SOURCE = "'sha256-Qp3h+ptrMDrGrzEc58zMQdDUIBqZGqdbrGX8mOiZgEM='";
export const LISTING_SCRIPT_SOURCE = "'sha256-9o/HPWBGxFN/3mz8QegbWk9HXfYW2mY/a2YP6yK/Wms='";
