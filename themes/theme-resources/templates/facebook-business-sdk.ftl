<#-- A document of its own: template.ftl has inline scripts, which this page's Content-Security-Policy does not allow. -->
<!DOCTYPE html>
<html class="${properties.kcHtmlClass!}" lang="${lang!"en"}"<#if (locale.rtl)!false> dir="rtl"</#if>>
<head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light${(darkMode!false)?then(' dark', '')}">
    <title>${facebookBusiness.provider}</title>
    <#if properties.stylesCommon?has_content>
        <#list properties.stylesCommon?split(' ') as style>
            <link href="${url.resourcesCommonPath}/${style}" rel="stylesheet">
        </#list>
    </#if>
    <#if properties.styles?has_content>
        <#list properties.styles?split(' ') as style>
            <link href="${url.resourcesPath}/${style}" rel="stylesheet">
        </#list>
    </#if>
    <link href="${url.resourcesPath}/css/facebook-business-sdk.css" rel="stylesheet">
    <script nonce="${facebookBusiness.nonce}" src="${url.resourcesPath}/js/facebook-business-sdk.js" defer></script>
</head>
<body id="keycloak-bg" class="${properties.kcBodyClass!}" data-page-id="login-facebook-business-sdk">
<div id="fb-root"></div>
<div class="${(properties.kcLogin)!(properties.kcLoginClass!"")}">
  <div class="${properties.kcLoginContainer!}">
    <header id="kc-header" class="pf-v5-c-login__header">
      <div id="kc-header-wrapper" class="pf-v5-c-brand">${kcSanitize(msg("loginTitleHtml", (realm.displayNameHtml!'')))?no_esc}</div>
    </header>
    <main id="facebook-business-sdk" class="${(properties.kcLoginMain)!(properties.kcFormCardClass!"")}"
          data-sdk="${facebookBusiness.sdk}" data-meta-origin="${facebookBusiness.metaOrigin}"
          data-app-id="${facebookBusiness.appId}" data-api-version="${facebookBusiness.apiVersion}"
          data-config-id="${facebookBusiness.configId}" data-extras="${facebookBusiness.extras}"
          data-signup="${facebookBusiness.signup?c}" data-dark-mode-class="<#if darkMode!false>${properties.kcDarkModeClass!}</#if>">
      <div class="${properties.kcLoginMainHeader!}">
        <h1 class="${properties.kcLoginMainTitle!}" id="kc-page-title">${facebookBusiness.provider}</h1>
      </div>
      <div class="${properties.kcLoginMainBody!}" id="facebook-business-body">
        <p class="instruction" id="facebook-business-sentence">${msg("facebookBusinessSdk")}</p>
        <p id="facebook-business-nothing" role="status" hidden>${msg("facebookBusinessSdkNothing")}</p>
        <div id="facebook-business-blocked" role="alert" hidden>
          <p>${msg("facebookBusinessSdkBlocked")}</p>
          <p><a id="facebook-business-redirect" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}" href="${facebookBusiness.dialog}">${msg("facebookBusinessSdkRedirect")}</a></p>
        </div>
        <noscript><p><a class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}" href="${facebookBusiness.dialog}">${msg("facebookBusinessSdkRedirect")}</a></p></noscript>
        <p><button type="button" id="facebook-business-continue" disabled class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}">${msg("facebookBusinessContinue")}</button></p>
        <#if facebookBusiness.person>
          <div id="facebook-business-button"><p>${msg("facebookBusinessSdkButton")}</p><fb:login-button config_id="${facebookBusiness.configId}" data-size="large"></fb:login-button></div>
        </#if>
        <form id="facebook-business-answer" action="${facebookBusiness.answer}" method="post">
          <input type="hidden" name="state" value="${facebookBusiness.state}">
          <input type="hidden" name="code">
          <input type="hidden" name="access_token">
          <input type="hidden" name="signed_request">
          <input type="hidden" name="session_info">
          <p><button type="submit" id="facebook-business-cancel" name="error" value="access_denied" class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!} ${properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}">${msg("doCancel")}</button></p>
        </form>
      </div>
    </main>
  </div>
</div>
</body>
</html>
