<#import "template.ftl" as layout>
<@layout.registrationLayout displayMessage=false; section>
    <#if section = "header">
        <#if facebookBusiness.sentence??>${msg(facebookBusiness.sentence + "Title")}<#else>${msg("facebookBusinessConnectTitle")}</#if>
    <#elseif section = "form">
        <div id="facebook-business-connect">
            <#if facebookBusiness.sentence??>
                <p class="instruction" id="facebook-business-sentence" style="margin-bottom: 1.5rem">${msg(facebookBusiness.sentence)}</p>
            <#else>
                <p class="instruction" id="facebook-business-sentence" style="margin-bottom: 1.5rem">${msg("facebookBusinessConnect", facebookBusiness.account, facebookBusiness.realm)}</p>
            </#if>
            <form id="facebook-business-form" action="${url.loginAction}" method="post">
                <p style="margin-bottom: 1rem"><button type="submit" id="facebook-business-continue" name="facebook-business-continue" value="true" class="${properties.kcButtonClass!} ${properties.kcButtonPrimaryClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}"><#if facebookBusiness.sentence??>${msg("facebookBusinessAgain")}<#else>${msg("facebookBusinessContinue")}</#if></button></p>
                <#if facebookBusiness.sentence??>
                    <p style="margin-bottom: 1rem"><button type="submit" id="facebook-business-return" name="facebook-business-return" value="true" class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!} ${properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}">${msg("backToApplication")}</button></p>
                <#else>
                    <p style="margin-bottom: 1rem"><button type="submit" id="facebook-business-cancel" name="cancel-aia" value="true" class="${properties.kcButtonClass!} ${properties.kcButtonSecondaryClass!} ${properties.kcButtonDefaultClass!} ${properties.kcButtonBlockClass!} ${properties.kcButtonLargeClass!}">${msg("doCancel")}</button></p>
                </#if>
            </form>
            <#if facebookBusiness.reason??>
                <p id="facebook-business-reason"><small>${msg("facebookBusinessReason", facebookBusiness.reason)}</small></p>
            </#if>
        </div>
    </#if>
</@layout.registrationLayout>
